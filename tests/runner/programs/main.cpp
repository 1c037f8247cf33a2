#include <lockstep/verify/runner.h>

int main(int argc, char** argv) { return lockstep::verify::run(argc, argv); }
