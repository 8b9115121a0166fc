"""Zephyr's CMake functions, as far as modules of ours call them, for builds without Zephyr."""

STAND_IN = """
cmake_minimum_required(VERSION 3.20)
project(stand_in C)
function(zephyr_library_named name)
  add_library(stand_in STATIC)
endfunction()
function(zephyr_library_sources)
  target_sources(stand_in PRIVATE ${ARGN})
endfunction()
function(zephyr_library_compile_definitions_ifdef feature)
  if(${${feature}})
    target_compile_definitions(stand_in PRIVATE ${ARGN})
  endif()
endfunction()
function(zephyr_include_directories)
  include_directories(${ARGN})
endfunction()
"""
