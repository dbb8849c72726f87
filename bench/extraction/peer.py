"""Runs in the peer's own environment: seconds of pdfminer.six for the text of each given PDF."""

import json
import sys
import time

from pdfminer.high_level import extract_text


def main() -> None:
    files = sys.argv[1:]
    extract_text(files[0])
    spent, processor = [], time.process_time()
    for file in files:
        started = time.perf_counter()
        if not extract_text(file).strip():
            sys.exit(f"no text in {file}")
        spent.append(time.perf_counter() - started)
    print(json.dumps({"seconds": spent, "processor": time.process_time() - processor}))


if __name__ == "__main__":
    main()
