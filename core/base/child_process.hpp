// Another program, spoken to through its standard input and output: no call waits longer than it is
// told to, and the child ends with its object.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace thalweg {

class ChildProcess {
 public:
  /// How long a call may wait, and whether it should give up before: asked every 20 ms.
  struct Patience {
    double seconds = 10;
    std::function<bool()> stop;  ///< empty: never
  };

  /// Starts a program (looked up in PATH) with its arguments. BadInput names it when there is none.
  explicit ChildProcess(const std::vector<std::string>& command);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  // Both throw BadInput when the child has ended (its exit status, its last words on standard
  // error), when patience is over, and when it was asked to stop. Then the child is to be given up:
  // half an answer may be under way.
  void write(std::span<const std::byte> bytes, const Patience& patience);
  void read(std::span<std::byte> bytes, const Patience& patience);

  int id() const { return id_; }

 private:
  class Descriptor {
   public:
    Descriptor() = default;
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(other.release()) {}
    Descriptor& operator=(Descriptor&& other) noexcept;
    ~Descriptor() { close(); }
    int number() const { return number_; }
    int release();
    void close();

   private:
    int number_ = -1;
  };
  struct Pair {
    Descriptor ours, theirs;
  };
  static Pair channel();

  void wait_for(int descriptor, short event, double until, const Patience& patience);
  void listen();
  [[noreturn]] void died();
  [[noreturn]] void complain(const std::string& what, const std::string& cure) const;

  std::string name_;
  Descriptor input_, output_, errors_;
  std::string last_words_;
  int id_ = -1;
};

}  // namespace thalweg
