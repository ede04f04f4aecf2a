// Ctrl+C as a polite request; a second one ends the program at once.
#pragma once

namespace thalweg::app {

/// From now on SIGINT and SIGTERM only set a flag, once. Writing beyond a size limit becomes an
/// error code instead of a signal.
void catch_signals();
bool interrupted();

}  // namespace thalweg::app
