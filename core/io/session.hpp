// A session: all that is needed to go on later, as one .thalweg file (a zip with manifest.json and
// NPY arrays). The same session always gives the same bytes.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/io/build_info.hpp"
#include "core/run/recording.hpp"

namespace thalweg {

/// One run of a session.
struct SessionRun {
  std::string name;
  std::shared_ptr<const Recording> recording;
  /// Index of the run it branched from, −1 for none.
  int parent = -1;
  bool pinned = false;
  /// The build and processor that computed it; replay is bit-equal on the same ones only.
  BuildInfo made_by = this_build();
  /// JSON members of the file that this version does not know; written back unchanged.
  std::string unknown;
};

struct Session {
  std::vector<SessionRun> runs;
  int current = 0;
  /// How the window looked: text that only the window reads.
  std::string view;
  std::string unknown;
  /// What was odd about the file but did no harm; filled by loading, never saved.
  std::vector<std::string> warnings;
};

/// The file's bytes. Of each contender's states the first, the last and a few between are kept.
std::string pack_session(const Session& session);
/// BadFile (what, where, cure) when `bytes` are not a sound session; `where` names them.
Session unpack_session(const std::string& bytes, const std::string& where);

/// Writes beside `path`, then renames. BadFile when it cannot be written.
void save_session(const std::string& path, const Session& session);
/// BadFile when the file cannot be read or is not a sound session.
Session load_session(const std::string& path);

}  // namespace thalweg
