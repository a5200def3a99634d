"""Debian's jupyter_kernel_test on the C# kernel: kernel_suite.py KERNEL_NAME. Prints one JSON line per test."""
import json
import sys
import unittest

import jupyter_kernel_test

KERNEL = sys.argv[1]
RED_DOT = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)


class CSharpKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = KERNEL
    language_name = "C#"
    file_extension = ".cs"

    code_hello_world = 'Console.WriteLine("hello, world");'
    code_stderr = 'Console.Error.WriteLine("to the error stream");'

    completion_samples = [
        {"text": "Console.WriteL", "matches": {"WriteLine"}},
        {"text": "Math.Sqr", "matches": {"Sqrt"}},
        {"text": "var pi = System.Math.P", "matches": {"PI", "Pow"}},
    ]

    complete_code_samples = ["1", "1 + 1", "Console.WriteLine(1);", "int Twice(int x) => 2 * x;", "class A { }", "// only a remark"]
    incomplete_code_samples = ["Console.WriteLine(", "int Twice(int x) {", "if (true) {", "class A {", 'var text = """\nline', "/* begun"]
    invalid_code_samples = ["Console.WriteLine(1))", "}", "int 3x = 1;", "class class { }"]

    code_generate_error = 'throw new InvalidOperationException("on purpose");'

    code_execute_result = [
        {"code": "1 + 2 + 3", "result": "6"},
        {"code": "0.1 + 0.2", "result": "0.30000000000000004"},
        {"code": '"text"', "result": "text"},
        {"code": "Enumerable.Range(1, 3).Select(n => new { n, Square = n * n })", "mime": "text/html"},
    ]
    code_display_data = [
        {"code": "display(42);", "mime": "text/plain"},
        {"code": 'display(HTML("<b>bold</b>"));', "mime": "text/html"},
        {"code": '"<svg xmlns=\'http://www.w3.org/2000/svg\'/>".DisplayAs("image/svg+xml");', "mime": "image/svg+xml"},
        {"code": f'"{RED_DOT}".DisplayAs("image/png");', "mime": "image/png"},
    ]

    code_history_pattern = "1 + 2*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Console.WriteLine"
    # test_pager and test_clear_output have no sample: no C# cell asks for a pager or clears its output

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.patient = False
        get, channel = cls.kc.iopub_channel.get_msg, cls.kc.iopub_channel
        channel.get_msg = lambda timeout=None, **more: get(timeout=max(timeout or 0, 10) if cls.patient else timeout, **more)

    def execute_helper(self, *arguments, **more):
        """The suite gives a message 0.1 s to follow the one before; a busy machine may need more."""
        type(self).patient = True
        try:
            return super().execute_helper(*arguments, **more)
        finally:
            type(self).patient = False


class Lines(unittest.TestResult):
    def say(self, test, outcome, detail=""):
        print(json.dumps({"test": test.id().rsplit(".", 1)[-1], "outcome": outcome, "detail": detail}), flush=True)

    def startTest(self, test):
        super().startTest(test)
        self.faults = []

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self.faults.append(f"{subtest}: " + self._exc_info_to_string(err, test))

    def addSuccess(self, test):
        self.say(test, "passed")

    def addError(self, test, err):
        self.faults.append(self._exc_info_to_string(err, test))
        if not hasattr(test, "_testMethodName"):
            self.say(test, "failed", self.faults[-1])

    addFailure = addError

    def addSkip(self, test, reason):
        self.say(test, "skipped", reason)

    def stopTest(self, test):
        if self.faults:
            self.say(test, "failed", "\n".join(self.faults))


unittest.TestLoader().loadTestsFromTestCase(CSharpKernelTests).run(Lines())
