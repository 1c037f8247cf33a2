#include "output_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <stdexcept>

#include <fmt/format.h>

#include "usage_error.h"

namespace lockstep::verify::runner {
namespace {

/// The permissions that a file made in the usual way would have.
mode_t usual_permissions() {
  const mode_t mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
}

}  // namespace

output_file::output_file(std::string path) : path_(std::move(path)) {
  if (!is_wanted()) return;
  std::error_code ignored;
  const auto kind = std::filesystem::status(path_, ignored).type();
  if (kind != std::filesystem::file_type::not_found && kind != std::filesystem::file_type::regular) {
    throw usage_error(fmt::format("cannot write {}: not a regular file", path_));
  }
  auto folder = std::filesystem::path(path_).parent_path();
  if (folder.empty()) folder = ".";
  if (access(folder.c_str(), W_OK | X_OK) != 0 || !std::filesystem::is_directory(folder, ignored)) {
    throw usage_error(fmt::format("cannot write {}: {}", path_, strerror(errno != 0 ? errno : ENOTDIR)));
  }
}

void output_file::write(const std::string& text) const {
  std::string temporary = path_ + ".XXXXXX";
  const int descriptor = mkstemp(temporary.data());
  std::FILE* const file = descriptor < 0 ? nullptr : fdopen(descriptor, "w");
  bool good = file != nullptr && fchmod(descriptor, usual_permissions()) == 0;
  good = good && std::fwrite(text.data(), 1, text.size(), file) == text.size();
  if (file != nullptr && std::fclose(file) != 0) good = false;
  if (good && std::rename(temporary.c_str(), path_.c_str()) == 0) return;
  const std::string why = strerror(errno);
  std::remove(temporary.c_str());
  throw std::runtime_error(fmt::format("cannot write {}: {}", path_, why));
}

}  // namespace lockstep::verify::runner
