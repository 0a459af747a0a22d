namespace Exchange.Identity.Accounts;

/// <summary>What the sign-in page shows.</summary>
public enum SignInStep
{
    Ask,

    /// <summary>The user name or the password is wrong, or the account is locked: the page does not say which.</summary>
    Wrong,

    /// <summary>The form was too old or came from another page.</summary>
    Stale,
    AskSignOut,
    SignedOut,
}

/// <summary>The words of the sign-in page in one language.</summary>
public sealed record SignInText(
    string Language, string Exchange, string Motto, string SignIn, string UserName, string Password, string Wrong, string Stale,
    string SignOut, string AskSignOut, string SignedOut)
{
    public static SignInText English { get; } = new(
        "en", "Materials Exchange", "Idle stock finds its buyer.", "Sign in", "User name", "Password",
        "The user name or the password is wrong, or the account is locked for some minutes after too many attempts.",
        "This page was open for too long. Please try again.",
        "Sign out", "Do you want to sign out of the exchange?", "You are signed out.");

    public static SignInText Chinese { get; } = new(
        "zh-CN", "物资交易会", "让积压物资找到买家。", "登录", "用户名", "密码",
        "用户名或密码有误，或因多次失败账户已被锁定几分钟。",
        "页面停留时间过长，请重试。",
        "退出登录", "要退出交易会吗？", "您已退出登录。");

    /// <summary>The language that the browser likes best, of the two that there are; <c>?lang=</c> overrides it.</summary>
    public static SignInText For(HttpRequest request)
    {
        var asked = request.Query["lang"].ToString();
        var languages = asked.Length > 0
            ? [asked]
            : request.GetTypedHeaders().AcceptLanguage.OrderByDescending(language => language.Quality ?? 1).Select(language => language.Value.ToString());
        return languages.Select(language => language switch
        {
            _ when language.StartsWith("zh", StringComparison.OrdinalIgnoreCase) => Chinese,
            _ when language.StartsWith("en", StringComparison.OrdinalIgnoreCase) => English,
            _ => null,
        }).FirstOrDefault(text => text is not null) ?? English;
    }
}
