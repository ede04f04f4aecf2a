// The table of optimisers.
#include <fmt/format.h>

#include <algorithm>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/optim/adam_relatives.hpp"
#include "core/optim/derivative_free.hpp"
#include "core/optim/first_order.hpp"
#include "core/optim/population.hpp"
#include "core/optim/quasi_newton.hpp"
#include "core/optim/second_order.hpp"

namespace thalweg::optim {
namespace {

template <class O>
constexpr OptimiserRow row(const char* key, const char* name, const char* source) {
  return {key, name, source, []() -> std::unique_ptr<Optimiser> { return std::make_unique<O>(); }};
}

constexpr OptimiserRow table[] = {
    row<GradientDescent>("gd", "Gradient descent", "Cauchy 1847"),
    row<HeavyBall>("momentum", "Momentum", "Polyak 1964"),
    row<Nesterov>("nesterov", "Nesterov", "Nesterov 1983, Sutskever et al. 2013"),
    row<Sgd>("sgd", "SGD", "Robbins and Monro 1951"),
    row<Adagrad>("adagrad", "Adagrad", "Duchi et al. 2011"),
    row<RmsProp>("rmsprop", "RMSProp", "Tieleman and Hinton 2012"),
    row<Adam>("adam", "Adam", "arXiv:1412.6980"),
    row<AdamW>("adamw", "AdamW", "arXiv:1711.05101"),
    row<AmsGrad>("amsgrad", "AMSGrad", "arXiv:1904.09237"),
    row<NAdam>("nadam", "NAdam", "Dozat 2016"),
    row<Lion>("lion", "Lion", "arXiv:2302.06675"),
    row<Lamb>("lamb", "LAMB", "arXiv:1904.00962"),
    row<Lbfgs>("lbfgs", "L-BFGS", "Liu and Nocedal 1989"),
    row<NonlinearConjugateGradients>("ncg", "Nonlinear CG", "Polak and Ribière 1969"),
    row<Newton>("newton", "Newton", "Nocedal and Wright 2006, section 3.4"),
    row<NewtonCg>("newton_cg", "Newton–CG", "Nocedal and Wright 2006, algorithm 7.1"),
    row<TrustRegion>("trust_region", "Trust region", "Steihaug 1983"),
    row<CubicRegularisation>("cubic", "Cubic regularisation", "Nesterov and Polyak 2006"),
    row<LevenbergMarquardt>("levenberg_marquardt", "Levenberg–Marquardt", "Nielsen 1999"),
    row<SharpnessAware>("sam", "SAM", "arXiv:2010.01412"),
    row<NelderMead>("nelder_mead", "Nelder–Mead", "Lagarias et al. 1998"),
    row<CmaEs>("cma_es", "CMA-ES", "arXiv:1604.00772"),
    row<AdaHessian>("adahessian", "AdaHessian", "arXiv:2006.00719"),
    row<AdamP>("adamp", "AdamP", "arXiv:2006.08217"),
    row<SgdP>("sgdp", "SGDP", "arXiv:2006.08217"),
    row<DiffGrad>("diffgrad", "diffGrad", "arXiv:1909.11015"),
    row<AdamHd>("adamhd", "AdamHD", "arXiv:2511.14721"),
    row<MatrixFreeFisher>("mfac", "M-FAC", "arXiv:2107.03356"),
    row<GradientNormalisedSmoothness>("gns", "Gradient-normalised smoothness", "arXiv:2506.13710"),
    row<ConsensusBased>("consensus", "Consensus-based optimisation", "arXiv:2306.09778"),
};

}  // namespace

std::span<const OptimiserRow> optimisers() { return table; }

std::unique_ptr<Optimiser> make_optimiser(const std::string& key) {
  std::vector<std::string> known;
  for (const OptimiserRow& row : table) {
    if (row.key == key) return row.make();
    known.emplace_back(row.key);
  }
  const std::vector<std::string> close = nearest(key, known, 1);
  throw BadInput(fmt::format("There is no optimiser '{}'", key), "",
                 close.empty() ? "" : fmt::format("Did you mean '{}'?", close[0]));
}

void set_parameter(Optimiser& optimiser, const std::string& name, double value) {
  for (const HyperParameter& parameter : optimiser.parameters()) {
    if (parameter.name != name) continue;
    if (!(value >= parameter.least && value <= parameter.most)) {
      throw BadInput(fmt::format("{} = {} is not within {} … {}", name, value, parameter.least,
                                 parameter.most));
    }
    *parameter.value = value;
    return;
  }
  throw BadInput(fmt::format("This optimiser has no '{}'", name));
}

}  // namespace thalweg::optim
