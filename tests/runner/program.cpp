#include "program.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

program::program(const std::string& path, const std::vector<std::string>& arguments) {
  int out[2], err[2];
  if (pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0) abort();
  std::vector<std::string> all{path};
  all.insert(all.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& a : all) argv.push_back(a.data());
  argv.push_back(nullptr);
  pid_ = fork();
  if (pid_ == 0) {
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);  // a test that is killed takes its program along
    dup2(out[1], STDOUT_FILENO);
    dup2(err[1], STDERR_FILENO);
    execv(path.c_str(), argv.data());
    _exit(127);
  }
  close(out[1]);
  close(err[1]);
  pipes_[0] = out[0];
  pipes_[1] = err[0];
}

program::~program() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  for (const int pipe : pipes_) {
    if (pipe >= 0) close(pipe);
  }
}

bool program::read_more() {
  pollfd polled[2] = {{pipes_[0], POLLIN, 0}, {pipes_[1], POLLIN, 0}};  // poll ignores what is negative
  if (pipes_[0] < 0 && pipes_[1] < 0) return false;
  poll(polled, 2, -1);
  for (int i = 0; i != 2; ++i) {
    if (polled[i].revents == 0) continue;
    char buffer[4096];
    const ssize_t n = read(pipes_[i], buffer, sizeof buffer);
    if (n > 0) {
      texts_[i].append(buffer, static_cast<std::size_t>(n));
    } else {
      close(pipes_[i]);
      pipes_[i] = -1;
    }
  }
  return true;
}

bool program::waits_to_say(const std::string& text) {
  while (texts_[1].find(text) == std::string::npos) {
    if (!read_more()) return false;
  }
  return true;
}

void program::send(int signal) { kill(-pid_, signal); }

program::end program::finish() {
  while (read_more()) continue;
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), texts_[0], texts_[1]};
}

program::end run(const std::string& path, const std::vector<std::string>& arguments) {
  return program(path, arguments).finish();
}

std::string last_line(const std::string& text) {
  const auto end = text.find_last_not_of('\n') + 1;
  const auto begin = end == 0 ? 0 : text.rfind('\n', end - 1) + 1;
  return text.substr(begin, end - begin);
}

std::string line_with(const std::string& text, const std::string& part) {
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    if (line.find(part) == std::string::npos) continue;
    std::istringstream words(line);
    std::string spaced;
    for (std::string word; words >> word;) spaced += (spaced.empty() ? "" : " ") + word;
    return spaced;
  }
  return {};
}

temporary_folder::temporary_folder() {
  std::string pattern = std::filesystem::temp_directory_path() / "lockstep.XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) abort();
  path_ = pattern;
}

temporary_folder::~temporary_folder() { std::filesystem::remove_all(path_); }

std::vector<std::string> temporary_folder::entries() const {
  std::vector<std::string> names;
  for (const auto& e : std::filesystem::directory_iterator(path_)) names.push_back(e.path().filename());
  return names;
}

std::string contents(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}
