using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Exchange.Kernel.Problems;

/// <summary>Single resources over HTTP.</summary>
public static class Resources
{
    /// <summary>Answers with a resource and its ETag (RFC 9110); 304 without it when <c>If-None-Match</c> says that the client has it.</summary>
    /// <param name="http">The request.</param>
    /// <param name="resource">The resource as the caller may see it.</param>
    /// <param name="tag">Letters, digits and dashes that change whenever the resource does; null for the digest of its JSON.</param>
    public static IResult Tagged<TResource>(this HttpContext http, TResource resource, string? tag = null)
    {
        return http.IsKnown(tag ?? Digest(http, resource)) ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : TypedResults.Ok(resource);
    }

    /// <summary>Names the ETag of the answer, and says whether the client has that already.</summary>
    public static bool IsKnown(this HttpContext http, string tag)
    {
        var etag = new EntityTagHeaderValue($"\"{tag}\"");
        http.Response.Headers.ETag = etag.ToString();
        return http.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(etag, useStrongComparison: false));
    }

    private static string Digest<TResource>(HttpContext http, TResource resource) => Convert.ToHexStringLower(
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(resource, http.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions)).AsSpan(0, 12));
}
