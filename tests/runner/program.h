#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

/// A program under test, run in a process of its own with its output captured.
class program {
 public:
  struct end {
    int exit_code;  // 128 + n if signal n ended it
    std::string output, errors;
  };

  program(const std::string& path, const std::vector<std::string>& arguments);
  ~program();
  program(const program&) = delete;

  /// Returns as soon as standard error contains `text`; false if the program ends first.
  bool waits_to_say(const std::string& text);
  /// To it and its children, as a terminal does.
  void send(int signal);
  end finish();

 private:
  bool read_more();

  pid_t pid_;
  int pipes_[2];  // standard output and error
  std::string texts_[2];
};

program::end run(const std::string& path, const std::vector<std::string>& arguments);

inline program::end run_command(const std::vector<std::string>& arguments) { return run(LOCKSTEP_COMMAND, arguments); }
inline program::end run_red(const std::vector<std::string>& arguments) {
  return run(LOCKSTEP_RED_SCENARIOS, arguments);
}
inline program::end run_blind(const std::vector<std::string>& arguments) {
  return run(LOCKSTEP_BLIND_CANARY, arguments);
}

/// The last line of a text.
std::string last_line(const std::string& text);
/// The first line that contains `part`, its runs of spaces reduced to one.
std::string line_with(const std::string& text, const std::string& part);

/// A folder that is gone at the end of the test.
class temporary_folder {
 public:
  temporary_folder();
  ~temporary_folder();
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  /// Its entries' names.
  std::vector<std::string> entries() const;

 private:
  std::string path_;
};

std::string contents(const std::string& path);
