#include <lockstep/verify/runner.h>

#include <cstdio>
#include <exception>

#include <fmt/format.h>

#include "commands.h"
#include "fixed_layout.h"
#include "usage_error.h"

namespace lockstep::verify {
namespace {

int carry_out(runner::nothing) { return 0; }
int carry_out(const runner::list_request& r) { return runner::list(r); }
int carry_out(const runner::verify_request& r) { return runner::verify(r); }
int carry_out(const runner::replay_request& r) { return runner::replay(r); }
int carry_out(const runner::mutate_request& r) { return runner::mutate(r); }
int carry_out(const runner::show_request& r) { return runner::show(r); }
int carry_out(const runner::audit_request& r) { return runner::audit(r); }
int carry_out(const runner::litmus_request& r) { return runner::litmus(r); }

}  // namespace

int run(int argc, char** argv) {
  runner::fix_layout(argv);
  try {
    return std::visit([](const auto& r) { return carry_out(r); }, runner::parse(argc, argv));
  } catch (const runner::usage_error& e) {
    fmt::print(stderr, "lockstep: {}\n", e.what());
    return 2;
  } catch (const std::exception& e) {
    fmt::print(stderr, "lockstep: {}\n", e.what());
    return 1;
  }
}

}  // namespace lockstep::verify
