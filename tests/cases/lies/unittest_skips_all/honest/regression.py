import unittest


class Test(unittest.TestCase):
    def test_one(self):
        assert 1 == 1

    @unittest.skip("later")
    def test_two(self):
        assert 1 == 2
