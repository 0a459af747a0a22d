using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Exchange.Kernel.Problems;

/// <summary>Holds requests to the size that their address takes. The server itself would cut the connection while the client is still sending, and many a client would
/// see a broken pipe in place of the answer; so we stop reading, answer, and let the server throw away the rest.</summary>
internal sealed class BodyLimit(RequestDelegate next)
{
    public Task Invoke(HttpContext http)
    {
        // A body that says it is small is left to the server; so nearly every request costs nothing here.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false, MaxRequestBodySize: { } limit } server
            && (http.Request.ContentLength is null || http.Request.ContentLength > limit))
        {
            server.MaxRequestBodySize = null;
            var body = new Limited(http.Request.Body, http.Request.ContentLength) { MaxRequestBodySize = limit };
            http.Request.Body = body;
            http.Features.Set<IHttpMaxRequestBodySizeFeature>(body);
        }

        return next(http);
    }

    /// <summary>A body that fails when it is, or says that it will be, longer than the limit, which an endpoint may raise before it reads.</summary>
    private sealed class Limited(Stream inner, long? announced) : Stream, IHttpMaxRequestBodySizeFeature
    {
        private long _read;

        public bool IsReadOnly { get; private set; }

        public long? MaxRequestBodySize { get; set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Bodies are read asynchronously.");

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            IsReadOnly = true;
            Hold(announced ?? 0);
            var read = await inner.ReadAsync(buffer, cancellationToken);
            Hold(_read += read);
            return read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private void Hold(long length)
        {
            if (length > MaxRequestBodySize) throw new BadHttpRequestException("The body is too large.", StatusCodes.Status413PayloadTooLarge);
        }
    }
}
