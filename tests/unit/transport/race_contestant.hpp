// A contender of the transport race, stepped on a problem of a test's choice without a host: what
// is tested is what the race runs.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "core/run/catalogue.hpp"
#include "core/transport/problem.hpp"

namespace thalweg::transport {

/// What a contender shows at a step.
struct Shown {
  Matrix plan;
  Vector f, g;
  std::map<std::string, double> numbers;  ///< error, cost, dual_gap, …

  double at(const std::string& name) const { return numbers.at(name); }
};

class Contestant {
 public:
  Contestant(const std::string& key, const Problem& problem, double eta, double tol = 1e-12)
      : tol_(tol) {
    const Experiment& race = find_experiment("transport/race");
    const Settings resolved = race.schema.resolve({{"eta", eta}, {"tol", tol}});
    stepper_ = race.contender(key).make(std::make_shared<const Problem>(problem), resolved, Rng(1));
    stepper_->use(resolved);
  }

  /// One step; false when it has ended, or its error is at most the tolerance.
  bool step() {
    const StepScope::Stop never;
    StepScope scope(never);
    const Outcome outcome = stepper_->step(scope);
    if (outcome.kind == Outcome::Kind::provisional) return true;
    return outcome.kind == Outcome::Kind::proceed && !(error() <= tol_);
  }
  /// Steps to its end, at most so many.
  Shown solve(int most = 20000) {
    for (int k = 0; k < most && step(); ++k) {
    }
    return look();
  }

  Shown look() const {
    return look([](std::string_view) { return true; });
  }
  thalweg::Blob state() {
    Archive archive;
    stepper_->archive(archive);
    return std::move(archive).take();
  }

 private:
  double error() const {
    return look([](std::string_view) { return false; }).at("error");
  }
  Shown look(const FrameBuilder::Wants& due) const {
    Frame frame;
    FrameBuilder out(
        frame,
        [&](std::string_view name) {
          return due(name) && (name == "plan" || name == "f" || name == "g");
        },
        due);
    stepper_->observe(out);
    Shown shown;
    for (const auto& [name, value] : out.samples()) shown.numbers[name] = value;
    if (const Buffer* plan = frame.buffer("plan")) {
      const auto& data = std::get<MatrixData>(*plan);
      shown.plan = Eigen::Map<const Matrix>(data.values.data(), data.rows, data.cols);
    }
    const auto curve = [&](const char* name, Vector& into) {
      const Buffer* buffer = frame.buffer(name);
      if (!buffer) return;
      const std::vector<double>& y = std::get<CurveData>(*buffer).y;
      into = Eigen::Map<const Vector>(y.data(), static_cast<Index>(y.size()));
    };
    curve("f", shown.f), curve("g", shown.g);
    return shown;
  }

  double tol_;
  std::unique_ptr<Stepper> stepper_;
};

}  // namespace thalweg::transport
