// The table of operations.
#include "core/autodiff/operations.hpp"

#include <array>

namespace thalweg::autodiff {
namespace {

constexpr std::array names{
    // clang-format off
    "abs", "add", "affine", "average_pool", "batch_norm", "broadcast",
    "cholesky", "clamp", "concatenate", "convolution", "convolution_transpose", "cos",
    "divide", "dot", "erf", "exp", "flatten", "gather",
    "gelu", "indicator", "layer_norm", "leaky_relu", "log", "log_softmax",
    "log_sum_exp", "matmul", "max", "max_pool", "maximum", "mean",
    "minimum", "multiply", "pad", "permute", "power", "reciprocal",
    "relu", "reshape", "scale and shift", "scatter_add", "sigmoid", "silu",
    "sin", "slice", "softmax", "softplus", "sqrt", "square",
    "stop_gradient", "subtract", "sum", "sum_to", "svd", "tan",
    "tanh", "top_k_mask", "transpose", "triangular_solve",
    // clang-format on
};

}  // namespace

std::span<const char* const> operation_names() { return names; }

}  // namespace thalweg::autodiff
