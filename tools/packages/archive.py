"""Archives of the same bytes whenever they hold the same files: names sorted, times fixed."""

import gzip
import io
import tarfile
import zipfile
from collections.abc import Mapping

Files = Mapping[str, str]  # texts by path in the archive

ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can say
TAR_TIME = 315532800  # the same, in seconds since 1970


def pack(name: str, files: Files) -> bytes:
    """Returns an archive of the kind that the suffix of its name says."""
    return tar_gz(files) if name.endswith((".tar.gz", ".tgz")) else zip_file(files)


def tar_gz(files: Files) -> bytes:
    packed = io.BytesIO()
    with (
        gzip.GzipFile("", "wb", 9, packed, mtime=TAR_TIME) as stream,
        tarfile.open(fileobj=stream, mode="w", format=tarfile.USTAR_FORMAT) as archive,
    ):
        for path in sorted(files):
            content = files[path].encode()
            member = tarfile.TarInfo(path)
            member.size, member.mtime = len(content), TAR_TIME
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def zip_file(files: Files) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(files):
            member = zipfile.ZipInfo(path, ZIP_TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system, member.external_attr = 3, 0o100644 << 16  # Unix, a file
            archive.writestr(member, files[path])
    return packed.getvalue()
