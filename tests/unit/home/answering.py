"""A helper for the tests: it counts, prints, fails, sleeps or ends as it is asked."""

import os
import time

from orchestration.home.helper_process import Tell, serve


def answer(question: tuple[str, int], tell: Tell) -> None:
    match question:
        case "count", most:
            print("what a library prints")
            for number in range(most):
                tell(number)
        case "sleep", seconds:
            tell(os.getpid())
            time.sleep(seconds)
        case "end", code:
            os._exit(code)
        case wrong, _:
            raise ValueError(wrong)


def main() -> None:
    serve(answer)
