// Values, gradients and Hessians written out from the definitions.
#include "core/optim/test_functions.hpp"

#include <array>

namespace thalweg::optim {
namespace {

Vector at(double x, double y) {
  Vector point(2);
  point << x, y;
  return point;
}

class PlaneFunction : public Objective {
 public:
  PlaneFunction(std::string name, Domain domain, std::vector<Minimum> minima)
      : name_(std::move(name)), domain_(std::move(domain)), minima_(std::move(minima)) {}
  std::string name() const override { return name_; }
  Index dimension() const override { return 2; }
  bool has_hessian() const override { return true; }
  const std::vector<Minimum>& minima() const override { return minima_; }
  Domain domain() const override { return domain_; }

 protected:
  static void set(Vector& out, double gx, double gy) {
    out.resize(2);
    out << gx, gy;
  }
  static void set(Matrix& out, double xx, double xy, double yy) {
    out.resize(2, 2);
    out << xx, xy, xy, yy;
  }

 private:
  std::string name_;
  Domain domain_;
  std::vector<Minimum> minima_;
};

class Himmelblau final : public PlaneFunction {
 public:
  Himmelblau()
      : PlaneFunction("Himmelblau", {at(-6, -6), at(6, 6)},
                      {{at(3, 2), 0},
                       {at(-2.805118086952744853, 3.131312518250572966), 0},
                       {at(-3.779310253377746891, -3.283185991286169412), 0},
                       {at(3.584428340330491743, -1.848126526964403553), 0}}) {}
  double value(const Vector& p) const override {
    const double a = p[0] * p[0] + p[1] - 11, b = p[0] + p[1] * p[1] - 7;
    return a * a + b * b;
  }
  void gradient(const Vector& p, Vector& out) const override {
    const double a = p[0] * p[0] + p[1] - 11, b = p[0] + p[1] * p[1] - 7;
    set(out, 4 * p[0] * a + 2 * b, 2 * a + 4 * p[1] * b);
  }
  void hessian(const Vector& p, Matrix& out) const override {
    const double a = p[0] * p[0] + p[1] - 11, b = p[0] + p[1] * p[1] - 7;
    set(out, 4 * a + 8 * p[0] * p[0] + 2, 4 * (p[0] + p[1]), 2 + 4 * b + 8 * p[1] * p[1]);
  }
};

class Rosenbrock final : public PlaneFunction {
 public:
  Rosenbrock() : PlaneFunction("Rosenbrock", {at(-2, -1), at(2, 3)}, {{at(1, 1), 0}}) {}
  double value(const Vector& p) const override {
    const double rise = p[1] - p[0] * p[0];
    return (1 - p[0]) * (1 - p[0]) + 100 * rise * rise;
  }
  void gradient(const Vector& p, Vector& out) const override {
    const double rise = p[1] - p[0] * p[0];
    set(out, -2 * (1 - p[0]) - 400 * p[0] * rise, 200 * rise);
  }
  void hessian(const Vector& p, Matrix& out) const override {
    const double rise = p[1] - p[0] * p[0];
    set(out, 2 - 400 * rise + 800 * p[0] * p[0], -400 * p[0], 200);
  }
};

class Beale final : public PlaneFunction {
 public:
  Beale() : PlaneFunction("Beale", {at(-4.5, -4.5), at(4.5, 4.5)}, {{at(3, 0.5), 0}}) {}
  double value(const Vector& p) const override {
    double sum = 0;
    for (const Term& t : terms(p)) sum += t.value * t.value;
    return sum;
  }
  void gradient(const Vector& p, Vector& out) const override {
    double gx = 0, gy = 0;
    for (const Term& t : terms(p)) gx += 2 * t.value * t.x, gy += 2 * t.value * t.y;
    set(out, gx, gy);
  }
  void hessian(const Vector& p, Matrix& out) const override {
    double xx = 0, xy = 0, yy = 0;
    for (const Term& t : terms(p)) {
      xx += 2 * t.x * t.x;
      xy += 2 * (t.x * t.y + t.value * t.xy);
      yy += 2 * (t.y * t.y + t.value * t.yy);
    }
    set(out, xx, xy, yy);
  }

 private:
  /// c − x + x yⁱ and its derivatives (that by x twice is 0).
  struct Term {
    double value, x, y, xy, yy;
  };
  static std::array<Term, 3> terms(const Vector& p) {
    const double x = p[0], y = p[1], y2 = y * y;
    return {{{1.5 - x + x * y, y - 1, x, 1, 0},
             {2.25 - x + x * y2, y2 - 1, 2 * x * y, 2 * y, 2 * x},
             {2.625 - x + x * y2 * y, y2 * y - 1, 3 * x * y2, 3 * y2, 6 * x * y}}};
  }
};

class StyblinskiTang final : public PlaneFunction {
 public:
  StyblinskiTang()
      : PlaneFunction("Styblinski–Tang", {at(-5, -5), at(5, 5)},
                      {{at(deep, deep), 2 * deep_value},
                       {at(deep, shallow), deep_value + shallow_value},
                       {at(shallow, deep), deep_value + shallow_value},
                       {at(shallow, shallow), 2 * shallow_value}}) {}
  double value(const Vector& p) const override { return term(p[0]) + term(p[1]); }
  void gradient(const Vector& p, Vector& out) const override { set(out, slope(p[0]), slope(p[1])); }
  void hessian(const Vector& p, Matrix& out) const override {
    set(out, 6 * p[0] * p[0] - 16, 0, 6 * p[1] * p[1] - 16);
  }

 private:
  // The two minima of one term, roots of 2 x³ − 16 x + 2.5.
  static constexpr double deep = -2.903534027771177, deep_value = -39.16616570377142;
  static constexpr double shallow = 2.746802770990837, shallow_value = -25.02944665528394;
  static double term(double x) { return 0.5 * x * (x * (x * x - 16) + 5); }
  static double slope(double x) { return 2 * x * (x * x - 8) + 2.5; }
};

}  // namespace

const Objective& himmelblau() {
  static const Himmelblau made;
  return made;
}

const Objective& rosenbrock() {
  static const Rosenbrock made;
  return made;
}

const Objective& beale() {
  static const Beale made;
  return made;
}

const Objective& styblinski_tang() {
  static const StyblinskiTang made;
  return made;
}

}  // namespace thalweg::optim
