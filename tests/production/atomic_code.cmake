# What the compilers make of the atomics on x86-64 (ATOMIC-5): of each operation one instruction that touches memory, as
# the table below has it, and nothing else that locks, fences, loops or calls.
#
#   cmake -D compiler=... -D objdump=... -D source=... -D includes=a,b -D object=... -P atomic_code.cmake

string(REPLACE "," ";-I" includes "-I${includes}")
execute_process(COMMAND ${compiler} -std=c++20 -O2 ${includes} -c ${source} -o ${object}
                COMMAND_ERROR_IS_FATAL ANY)

# `wanted`: the instructions up to the return that touch memory, lock, fence, jump or call.
function(expect function wanted)
  execute_process(COMMAND ${objdump} -d -M intel --no-show-raw-insn --disassemble=${function} ${object}
                  OUTPUT_VARIABLE listing COMMAND_ERROR_IS_FATAL ANY)
  if(NOT listing MATCHES "<${function}>:\n(.*)")
    message(FATAL_ERROR "no ${function} in the listing:\n${listing}")
  endif()
  string(REPLACE "\n" ";" lines "${CMAKE_MATCH_1}")
  set(found "")
  foreach(line IN LISTS lines)
    if(NOT line MATCHES "^ *[0-9a-f]+:[\t ]*((lock )?[a-z]+)")
      continue()
    endif()
    set(instruction "${CMAKE_MATCH_1}")
    if(instruction STREQUAL "ret")
      break()
    endif()
    if(line MATCHES "\\[" OR instruction MATCHES "lock|fence|call|^j")
      list(APPEND found "${instruction}")
    endif()
  endforeach()
  if(NOT found STREQUAL wanted)
    message(SEND_ERROR "${function} is '${found}', not '${wanted}':\n${listing}")
  endif()
endfunction()

foreach(width "" _wide)
  expect(load${width} "mov")
  expect(add${width} "lock xadd")
  expect(add_unused${width} "lock add")
  expect(compare_and_swap${width} "lock cmpxchg")
endforeach()
expect(load_pointer "mov")
expect(store "xchg")
expect(swap "xchg")
expect(and_unused "lock and")
expect(or_unused "lock or")
