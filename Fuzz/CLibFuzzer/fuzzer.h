#include <stddef.h>
#include <stdint.h>

// Of libFuzzer's FuzzerInterface.h, which the toolchain has no copy of.
int LLVMFuzzerRunDriver(int *argc, char ***argv,
                        int (*callback)(const uint8_t *data, size_t size));
