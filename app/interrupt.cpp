// Signal handling.
#include "app/interrupt.hpp"

#include <csignal>

namespace thalweg::app {
namespace {

volatile std::sig_atomic_t flag = 0;

void on_signal(int number) {
  flag = 1;
  std::signal(number, SIG_DFL);
}

}  // namespace

void catch_signals() {
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  std::signal(SIGXFSZ, SIG_IGN);
}

bool interrupted() { return flag != 0; }

}  // namespace thalweg::app
