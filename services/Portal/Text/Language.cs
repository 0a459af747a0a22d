using System.Globalization;

namespace Exchange.Portal.Text;

/// <summary>In which language a page is shown: <c>?lang=</c> and it is remembered, else the cookie, else what the browser likes best.</summary>
public static class Language
{
    private const string Cookie = "lang", Query = "lang";

    public static CultureInfo Chinese { get; } = CultureInfo.GetCultureInfo("zh-CN");

    public static CultureInfo English { get; } = CultureInfo.GetCultureInfo("en-GB");

    public static bool IsChinese => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "zh";

    /// <summary>Chooses the language of a request, and makes it the current one.</summary>
    public static CultureInfo Choose(HttpContext http)
    {
        var asked = http.Request.Query[Query].ToString();
        if (Known(asked) is not null)
        {
            http.Response.Cookies.Append(Cookie, asked, new()
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Lax,
                Secure = http.Request.IsHttps,
                IsEssential = true,
                MaxAge = TimeSpan.FromDays(365),
            });
        }

        var culture = Known(asked) ?? Known(http.Request.Cookies[Cookie]) ?? Liked(http.Request) ?? Chinese;
        return CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = culture;
    }

    private static CultureInfo? Liked(HttpRequest request) => request.GetTypedHeaders().AcceptLanguage
        .OrderByDescending(language => language.Quality ?? 1).Select(language => Known(language.Value.ToString())).FirstOrDefault(culture => culture is not null);

    private static CultureInfo? Known(string? language) => language switch
    {
        not null when language.StartsWith("zh", StringComparison.OrdinalIgnoreCase) => Chinese,
        not null when language.StartsWith("en", StringComparison.OrdinalIgnoreCase) => English,
        _ => null,
    };
}
