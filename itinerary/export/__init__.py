"""The site as files, for hosts that only have files: a folder, or a bucket of object storage.

Every file is the body that the live server answers with, byte for byte, because it is the live
server's application that is asked.
"""
