import io
import struct
import zipfile

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from hpsearch.data import load_dataset
from hpsearch.errors import DataError

X = np.arange(60.0).reshape(20, 3)
Y = np.arange(20) % 2


def _saved(folder, *, save=np.savez, **named):
    save(folder / "a.npz", **named)
    return load_dataset("a.npz", folder=folder, seed=0, normalize="none")


def _x(data):
    return np.concatenate([part.x.T for part in (data.train, data.dev, data.test)])


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
@pytest.mark.parametrize("dtype", [np.float32, np.float64, ">f8", np.float16, np.int8, np.uint64, np.longdouble])
@pytest.mark.parametrize("order", ["C", "F"])
def test_every_kind_of_number_is_read(tmp_path, save, dtype, order):
    data = _saved(tmp_path, save=save, X=np.asarray(X, dtype=dtype, order=order), y=Y)
    assert data.features == ("x0", "x1", "x2")
    assert sorted(_x(data).tolist()) == X.tolist()


@pytest.mark.parametrize("order", ["C", "F"])
def test_images_are_flattened_example_by_example(tmp_path, order):
    images = np.arange(240.0).reshape(20, 3, 4)
    data = _saved(tmp_path, X=np.asarray(images, order=order), y=Y)
    assert sorted(_x(data).tolist()) == images.reshape(20, 12).tolist()


@pytest.mark.parametrize(
    ("shape", "image"),
    [
        ((20, 3), None),
        ((20, 3, 4), (3, 4, 1)),
        ((20, 3, 4, 1), (3, 4, 1)),
        ((20, 4, 3, 3), (4, 3, 3)),
        ((20, 1, 9, 9), None),  # the channels first, as some libraries have them
        ((20, 3, 2, 2, 2), None),
    ],
)
def test_the_shape_of_images_is_kept(tmp_path, shape, image):
    x = np.arange(float(np.prod(shape))).reshape(shape)
    data = _saved(tmp_path, X=x, y=Y)
    assert data.image == image
    assert data.train.x.shape[0] == np.prod(shape[1:])


def test_the_shape_of_images_is_part_of_the_fingerprint(tmp_path):
    wide, tall, flat = (X.reshape(20, *shape) for shape in ((1, 3), (3, 1), (3,)))
    fingerprints = {_saved(tmp_path, X=x, y=Y).fingerprint for x in (wide, tall, flat)}
    assert len(fingerprints) == 3


@pytest.mark.parametrize(
    ("y", "classes"),
    [
        (Y == 1, ("False", "True")),
        (np.where(Y, "b", "a"), ("a", "b")),
        (np.where(Y, b"b", b"a"), ("a", "b")),
        (np.where(Y, "b", ""), None),
        (Y.astype(np.float32) * 3, ("0", "3")),
    ],
)
def test_labels_may_be_numbers_words_or_booleans(tmp_path, y, classes):
    if classes is None:
        with pytest.raises(DataError, match="one class"):
            _saved(tmp_path, X=X, y=y)
    else:
        assert _saved(tmp_path, X=X, y=y).classes == classes


@pytest.mark.parametrize("order", ["C", "F"])
def test_rows_stay_with_their_labels_across_blocks(tmp_path, order):
    rows = 70_000
    x = np.arange(rows * 8, dtype=np.float32).reshape(rows, 8) % 1000
    data = _saved(tmp_path, X=np.asarray(x, order=order), y=x[:, 3].astype(np.float64) + 0.5)
    for part in (data.train, data.dev, data.test):
        assert (part.x[3] + 0.5 == part.y).all()


@pytest.mark.parametrize(
    ("named", "says"),
    [
        ({"X": X}, "no array y"),
        ({"x": X, "y": Y}, "no array X.*found x"),
        ({"X": X.astype(object), "y": Y}, "Python objects"),
        ({"X": X, "y": Y.astype(object)}, "Python objects"),
        ({"X": X.astype(complex), "y": Y}, "complex"),
        ({"X": X.astype(str), "y": Y}, "expected numbers"),
        ({"X": X, "y": Y.astype("M8[D]")}, "datetime"),
        ({"X": X[:, 0], "y": Y}, r"shape \(20,\)"),
        ({"X": X[:, :0], "y": Y}, r"shape \(20, 0\)"),
        ({"X": X, "y": Y[:19]}, r"expected \(20,\)"),
        ({"X": X[:9], "y": Y[:9]}, "at least 10"),
        ({"X": X[:0], "y": Y[:0]}, "at least 10"),
        ({"X": X * 1e40, "y": Y}, "'x0'|'x1'"),
        ({"X": X, "y": np.where(Y, np.inf, 0.5)}, "infinite"),
        ({"X": X, "y": np.where(Y, b"\xff", b"a")}, "UTF-8"),
    ],
)
def test_arrays_that_cannot_be_learned_are_refused(tmp_path, named, says):
    with pytest.raises(DataError, match=f"^a.npz: .*({says})"):
        _saved(tmp_path, **named)


def _npy(shape, descr="<f8", *, version=(1, 0), data=b"", header=None):
    text = header or f"{{'descr': {descr!r}, 'fortran_order': False, 'shape': {shape!r}, }}"
    body = text.encode().ljust(117) + b"\n"
    length = struct.pack("<H" if version == (1, 0) else "<I", len(body))
    return b"\x93NUMPY" + bytes(version) + length + body + data


@pytest.mark.parametrize(
    "lie",
    [
        _npy((10**15, 3)),
        _npy((20, 10**12)),
        _npy((20, 4), data=X.tobytes()),
        _npy((20, 2), data=X.tobytes()),
        _npy((-20, -3), data=X.tobytes()),
        _npy((2**63, 2**63), data=X.tobytes()),
        _npy((20, 3), "<f4", data=X.tobytes()),
        _npy((20, 3), "|O", data=X.tobytes()),
        _npy((20, 3), version=(3, 0), data=X.tobytes()),
        _npy((20, 3), version=(9, 9), data=X.tobytes()),
        _npy((20, 3), header="{'descr': '<f8', 'shape': (20, 3)}", data=X.tobytes()),
        _npy((20, 3), header="__import__('os').abort()", data=X.tobytes()),
        _npy((20, 3), header="{'descr': '<f8', 'fortran_order': False, 'shape': '\\d'}", data=X.tobytes()),
        _npy((20, 3), header="((((((((((", data=X.tobytes()),
        b"",
        b"\x93NUMPY",
    ],
)
@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_a_header_that_lies_is_refused_before_anything_is_allocated(tmp_path, lie, compression):
    y = io.BytesIO()
    np.save(y, Y)
    with zipfile.ZipFile(tmp_path / "a.npz", "w", compression) as archive:
        archive.writestr("X.npy", lie)
        archive.writestr("y.npy", y.getvalue())
    with pytest.raises(DataError, match=r"^a\.npz: "):
        load_dataset("a.npz", folder=tmp_path, seed=0)


def test_a_directory_of_the_archive_that_lies_too_is_refused(tmp_path):
    y = io.BytesIO()
    np.save(y, Y)
    with zipfile.ZipFile(tmp_path / "a.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        lie = _npy((20, 10**7))
        archive.writestr("X.npy", lie)
        archive.writestr("y.npy", y.getvalue())
        archive.filelist[0].file_size = len(lie) + 20 * 10**7 * 8
    with pytest.raises(DataError, match=r"^a\.npz: .*claims"):
        load_dataset("a.npz", folder=tmp_path, seed=0)


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_a_file_cut_anywhere_or_changed_anywhere_is_refused_or_read(tmp_path, save):
    path = tmp_path / "a.npz"
    save(path, X=X, y=Y)
    content = path.read_bytes()
    for place in range(0, len(content), 7):
        path.write_bytes(content[:place])
        with pytest.raises(DataError, match=r"^a\.npz: "):
            load_dataset("a.npz", folder=tmp_path, seed=0)
        path.write_bytes(content[:place] + bytes([content[place] ^ 0x55]) + content[place + 1 :])
        try:
            load_dataset("a.npz", folder=tmp_path, seed=0)
        except DataError as error:
            assert "a.npz" in str(error)  # noqa: PT017  # a bit that is not read may change


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    arrays.arrays(
        st.sampled_from([np.float32, np.float64, np.int16, np.bool_]),
        arrays.array_shapes(min_dims=2, max_dims=3, min_side=10, max_side=14),
    ),
    st.sampled_from(["standard", "none"]),
)
def test_whatever_x_holds_no_input_is_ever_nan(tmp_path, x, normalize):
    np.savez(tmp_path / "a.npz", X=x, y=np.arange(len(x)) % 2)
    try:
        data = load_dataset("a.npz", folder=tmp_path, seed=0, normalize=normalize)
    except DataError as error:
        assert "infinite" in str(error)  # noqa: PT017  # X holds one, or a number above 3e38
    else:
        assert np.isfinite(_x(data)).all()
