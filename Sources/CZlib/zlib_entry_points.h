// The four entry points of zlib that Files calls. Every Debian and Ubuntu system has libz.so.1 (dpkg needs it);
// the header and the development link do not have to be installed.
#pragma once
#include <stddef.h>

// As in zlib.h since 1.0; checked at run time by the size that inflateInit2_ is given.
typedef struct framewise_z_stream {
  const unsigned char *next_in;
  unsigned int avail_in;
  unsigned long total_in;
  unsigned char *next_out;
  unsigned int avail_out;
  unsigned long total_out;
  const char *msg;
  void *state;
  void *zalloc;
  void *zfree;
  void *opaque;
  int data_type;
  unsigned long adler;
  unsigned long reserved;
} framewise_z_stream;

const char *zlibVersion(void);
int inflateInit2_(framewise_z_stream *stream, int window_bits, const char *version, int stream_size);
int inflate(framewise_z_stream *stream, int flush);
int inflateReset(framewise_z_stream *stream);
int inflateEnd(framewise_z_stream *stream);
