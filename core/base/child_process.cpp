// Starting, listening to and ending a child, on POSIX.
#include "core/base/child_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"

namespace thalweg {
namespace {

constexpr std::size_t most_words = 2000;  // kept of what the child says on standard error

std::string status_text(int status) {
  if (WIFSIGNALED(status)) return fmt::format("was ended by signal {}", WTERMSIG(status));
  return fmt::format("ended with exit status {}", WEXITSTATUS(status));
}

}  // namespace

ChildProcess::Descriptor& ChildProcess::Descriptor::operator=(Descriptor&& other) noexcept {
  if (this != &other) {
    close();
    number_ = other.release();
  }
  return *this;
}

int ChildProcess::Descriptor::release() { return std::exchange(number_, -1); }

void ChildProcess::Descriptor::close() {
  if (number_ >= 0) ::close(release());
}

// Sockets in place of pipes: writing to one whose reader has died is an error, not a signal.
ChildProcess::Pair ChildProcess::channel() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    throw Internal(fmt::format("socketpair: {}", std::strerror(errno)));
  }
  ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

ChildProcess::ChildProcess(const std::vector<std::string>& command) {
  if (command.empty()) throw BadInput("There is no command to start");
  name_ = command[0];
  Pair input = channel(), output = channel(), errors = channel();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input.theirs.number(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output.theirs.number(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, errors.theirs.number(), STDERR_FILENO);
  posix_spawnattr_t attributes;  // a group of its own, so that its own children end with it
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  std::vector<char*> words;
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  const int failure = posix_spawnp(&id_, words[0], &actions, &attributes, words.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (failure != 0) {
    id_ = -1;
    throw BadInput(fmt::format("'{}' cannot be started: {}", name_, std::strerror(failure)), "",
                   "Give the path of a program that can be run, and its arguments.");
  }
  input_ = std::move(input.ours), output_ = std::move(output.ours);
  errors_ = std::move(errors.ours);
}

ChildProcess::~ChildProcess() {
  if (id_ < 0) return;
  ::kill(-id_, SIGKILL);
  ::waitpid(id_, nullptr, 0);
}

void ChildProcess::write(std::span<const std::byte> bytes, const Patience& patience) {
  const double until = wall_seconds() + patience.seconds;
  while (!bytes.empty()) {
    const auto sent = ::send(input_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent > 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(sent));
    } else if (errno == EAGAIN || errno == EINTR) {
      wait_for(input_.number(), POLLOUT, until, patience);
    } else {
      died();
    }
  }
}

void ChildProcess::read(std::span<std::byte> bytes, const Patience& patience) {
  const double until = wall_seconds() + patience.seconds;
  while (!bytes.empty()) {
    const auto got = ::read(output_.number(), bytes.data(), bytes.size());
    if (got > 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(got));
    } else if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
      wait_for(output_.number(), POLLIN, until, patience);
    } else {
      died();
    }
  }
}

void ChildProcess::wait_for(int descriptor, short event, double until, const Patience& patience) {
  while (true) {
    if (patience.stop && patience.stop()) complain("was stopped", "");
    const double left = until - wall_seconds();
    if (left <= 0) {
      complain(fmt::format("has not answered within {:.3g} s", patience.seconds),
               "See whether it hangs, or allow it more time.");
    }
    // What it says on standard error is read all the time: else it would wait for us.
    std::array<pollfd, 2> ends{pollfd{descriptor, event, 0}, pollfd{errors_.number(), POLLIN, 0}};
    const int slice = 1 + static_cast<int>(1e3 * std::min(left, 0.02));
    if (::poll(ends.data(), ends.size(), slice) <= 0) continue;
    if (ends[1].revents != 0) listen();
    if (ends[0].revents != 0) return;
  }
}

void ChildProcess::listen() {
  std::array<char, 1000> words{};
  while (errors_.number() >= 0) {
    const auto got = ::read(errors_.number(), words.data(), words.size());
    if (got <= 0) {
      if (got == 0) errors_.close();
      return;
    }
    last_words_.append(words.data(), static_cast<std::size_t>(got));
    if (last_words_.size() > most_words) {
      last_words_.erase(0, last_words_.size() - most_words);
    }
  }
}

void ChildProcess::died() {
  int status = 0;
  std::string how = "has closed its end";
  // It may close its output a moment before it ends.
  for (int patience = 0; patience < 50 && id_ >= 0; ++patience) {
    if (::waitpid(id_, &status, WNOHANG) == id_) {
      ::kill(-id_, SIGKILL);  // what it has started itself
      id_ = -1;
      how = status_text(status);
    } else {
      ::poll(nullptr, 0, 2);
    }
  }
  listen();
  complain(how, "Run the command by hand to see what it says.");
}

void ChildProcess::complain(const std::string& what, const std::string& cure) const {
  std::string problem = fmt::format("The program '{}' {}", name_, what);
  if (!last_words_.empty()) problem += fmt::format("; it said: {}", last_words_);
  throw BadInput(problem, "", cure);
}

}  // namespace thalweg
