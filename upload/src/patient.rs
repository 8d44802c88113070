//! A stream that does not wait for ever for somebody to read: hyper has no limit for that.
//!
//! Whoever asks for a page and does not read it, or reads a byte now and then, would hold a connection and
//! what is buffered for it. So what is written has to keep the same pace as what is received.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep_until};

use crate::config::Limits;
use crate::pace::Pace;

/// A stream whose writes fail once its reader is too slow.
pub struct Patient<S> {
    stream: S,
    pace: Pace,
    /// Wakes us when there is something to decide although nothing moved.
    alarm: Option<Pin<Box<Sleep>>>,
}

impl<S> Patient<S> {
    /// Puts limits on the readers of this stream.
    pub fn new(stream: S, limits: &Limits) -> Self {
        Self { stream, pace: Pace::new(limits), alarm: None }
    }

    /// Holds what came of a write against the pace.
    fn judge(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if let Poll::Ready(Ok(bytes)) = written {
            self.alarm = None;
            return if self.pace.moved(bytes as u64) { written } else { too_slow() };
        }
        if written.is_pending() {
            loop {
                let until = self.pace.wait();
                let alarm = self.alarm.get_or_insert_with(|| Box::pin(sleep_until(until)));
                ready!(alarm.as_mut().poll(context));
                self.alarm = None;
                if !self.pace.moved(0) {
                    return too_slow();
                }
            }
        }
        written
    }
}

fn too_slow() -> Poll<io::Result<usize>> {
    Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.judge(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, pieces);
        self.judge(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
