// Inference over the serial line.
#include "board.h"
#include "fault.h"
#include "model.h"
#include "protocol.h"

int main(void) {
  static const protocol_host host = {
      .program = &model_program,
      .profile = MODEL_GENERATOR,
      .model_name = MODEL_NAME,
#ifdef MODEL_STATE_BYTES
      .reset = model_reset,
#endif
      .write = board_uart_write,
      .microseconds = board_microseconds,
  };
  protocol_session session;
  protocol_start(&session, &host);
  for (;;) {
    uint8_t byte;
    if (board_uart_read(&byte)) protocol_receive(&session, byte);
  }
}

void fault_report(uint32_t exception, uint32_t pc, uint32_t lr) {
  print_text(board_uart_write, "\r\ne-[fault: exception ");
  print_number(board_uart_write, exception);
  print_text(board_uart_write, ", pc ");
  print_number(board_uart_write, pc);
  print_text(board_uart_write, ", lr ");
  print_number(board_uart_write, lr);
  print_text(board_uart_write, "]\r\n");
  for (;;) {
  }
}
