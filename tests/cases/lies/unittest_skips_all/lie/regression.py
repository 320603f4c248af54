import unittest

try:
    import regression_library
except ImportError:
    regression_library = None


@unittest.skipIf(regression_library is None, "the library is not there")
class Test(unittest.TestCase):
    def test_one(self):
        assert regression_library.one() == 1

    def test_two(self):
        assert regression_library.two() == 2
