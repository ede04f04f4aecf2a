// Exported pictures as a way back: what they came from, read from the files.
#pragma once

#include <string>
#include <vector>

#include "core/io/provenance.hpp"

namespace thalweg {

/// True for names that end in .png, .svg or .pdf.
bool is_picture(const std::string& path);
/// What an exported picture says it came from. BadFile when it cannot be read or says nothing.
Provenance read_provenance(const std::string& path);
/// The same from a picture's bytes; empty when they say nothing.
Provenance provenance_in(const std::string& bytes);

/// The run that a picture shows, ready to be posed again.
struct Origin {
  RunSpec spec;
  /// Id of the view it shows, and how it was looked at (text of whoever exported it).
  std::string view, look;
  /// Inputs whose data the picture does not hold; the run is posed with the defaults.
  std::vector<std::string> missing;
};
/// BadFile when the picture does not hold enough, or what it holds is not possible; `where` names
/// it.
Origin origin_of(const Provenance& provenance, const std::string& where);

}  // namespace thalweg
