#include "logic_campaign.h"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace lockstep::verify::runner {
namespace {

namespace files = std::filesystem;

/// A file that is gone at the end.
class temporary_file {
 public:
  temporary_file() {
    name_ = (files::temp_directory_path() / "lockstep.XXXXXX").string();
    const int descriptor = mkstemp(name_.data());
    if (descriptor < 0) throw std::runtime_error("cannot make a temporary file");
    close(descriptor);
  }
  ~temporary_file() { std::remove(name_.c_str()); }
  temporary_file(const temporary_file&) = delete;
  const std::string& name() const { return name_; }

 private:
  std::string name_;
};

std::vector<std::string> arguments(const mutate_request& r, const std::string& program, const std::string& report) {
  std::vector<std::string> all{program, "mutate", "--json", report};
  for (const std::string& name : r.engines) all.insert(all.end(), {"--engine", name});
  if (r.jobs) all.insert(all.end(), {"--jobs", std::to_string(*r.jobs)});
  if (r.sample) all.push_back("--sample");
  for (const std::string& glob : r.mutants) all.insert(all.end(), {"--mutant", glob});
  all.push_back("--");
  all.insert(all.end(), r.globs.begin(), r.globs.end());
  return all;
}

int run(std::vector<std::string> command) {
  std::fflush(nullptr);
  std::vector<char*> pointers;
  for (std::string& argument : command) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  pid_t pid = 0;
  if (posix_spawn(&pid, pointers[0], nullptr, nullptr, pointers.data(), environ) != 0) return 1;
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

}  // namespace

void add_logic_campaign(const mutate_request& r, nlohmann::json& document) {
  const files::path sibling = files::read_symlink("/proc/self/exe").parent_path() / "lockstep_mutants";
  if (!files::exists(sibling)) {
    fmt::print(stderr, "lockstep: without the faults of logic: the target lockstep_mutants is not built\n");
    return;
  }
  const temporary_file found;
  fmt::print("\n");
  if (run(arguments(r, sibling.string(), found.name())) != 0) throw std::runtime_error("lockstep_mutants failed");
  std::ifstream file(found.name());
  const auto theirs = nlohmann::json::parse(file);
  for (const auto& m : theirs.at("mutants")) document["mutants"].push_back(m);
  if (theirs.at("interrupted")) document["interrupted"] = true;
}

}  // namespace lockstep::verify::runner
