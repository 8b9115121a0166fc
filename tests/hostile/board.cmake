# The batch driver as firmware for SEEDLITE_BOARD.
set(firmware ${root}/firmware)
set(board_dir ${firmware}/boards/${SEEDLITE_BOARD})
foreach(key core family)
  file(STRINGS ${board_dir}/board.toml ${key} REGEX "^${key} = ")
  string(REGEX REPLACE "^${key} = \"(.*)\"" "\\1" ${key} ${${key}})
endforeach()
add_compile_options(-mcpu=${core} -mthumb -mfloat-abi=soft -O2 -g)
add_subdirectory(${root}/runtime_c runtime_c)
file(GLOB sources CONFIGURE_DEPENDS
  ${firmware}/common/*.c ${firmware}/families/${family}/*.c ${firmware}/app/semihosting/*.c)
list(FILTER sources EXCLUDE REGEX "semihosting/main.c$")
add_executable(batch c/board_batch.c ${sources})
target_include_directories(batch PRIVATE ${firmware}/common ${firmware}/app/semihosting ${board_dir})
target_compile_options(batch PRIVATE -Wall -Wextra -Wconversion -Wshadow -Werror)
target_link_libraries(batch PRIVATE seedlite_runtime)
target_link_options(batch PRIVATE -mcpu=${core} -mthumb -nostartfiles --specs=nano.specs
  -T${board_dir}/memory.ld -L${firmware}/common -Wl,--gc-sections)
