# Runs `program`, which must fail and say `expected`: cmake -D program=… -D expected=… -P expect_report.cmake
execute_process(COMMAND ${program} RESULT_VARIABLE exit_code OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(exit_code EQUAL 0)
  message(FATAL_ERROR "The planted bug went unreported: exit code 0.\n${output}")
endif()
string(FIND "${output}" "${expected}" position)
if(position EQUAL -1)
  message(FATAL_ERROR "Expected \"${expected}\" from the planted bug, exit code ${exit_code}:\n${output}")
endif()
