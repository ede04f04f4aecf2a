// Runs the tests that need OpenGL; status 77 (skipped) where there is no display.
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>

#include "tests/gl/context.hpp"

int main(int argc, char** argv) {
  const thalweg::ui::test::GlContext context;
  return context ? Catch::Session().run(argc, argv) : 77;
}
