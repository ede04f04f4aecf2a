// Images that a person has as IDX files: MNIST (LeCun, Cortes, Burges), Fashion-MNIST (Xiao et al.
// 2017) and others in their format.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/data/dataset.hpp"

namespace thalweg::data {

/// An array of bytes, last axis fastest.
struct IdxArray {
  std::vector<Index> sizes;
  std::vector<std::uint8_t> values;
};

/// Reads an IDX file: two zero bytes, type 8 (bytes), the number of axes, their sizes as 32-bit
/// big-endian numbers, the values. BadFile names what is wrong with it.
IdxArray read_idx(const std::string& path);

/// The training files of a folder, images [n, height, width] (train-images-idx3-ubyte) and labels
/// [n] (train-labels-idx1-ubyte): `count` examples of the classes below `classes`, grey values
/// 0 … 1, drawn as subset() does. BadFile or BadInput says which file is missing or wrong.
Dataset idx_images(const std::string& folder, int classes, Index count, Rng rng);

}  // namespace thalweg::data
