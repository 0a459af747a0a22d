using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Exchange.Portal.Pages;

/// <summary>Renders parts of pages to HTML, for what is sent to many.</summary>
public sealed class Fragments(IServiceProvider services, ILoggerFactory loggers)
{
    /// <summary>A component as HTML in the current culture.</summary>
    public async Task<string> Render<TComponent>(Dictionary<string, object?> parameters)
        where TComponent : IComponent
    {
        await using var renderer = new HtmlRenderer(services, loggers);
        return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<TComponent>(ParameterView.FromDictionary(parameters))).ToHtmlString());
    }
}
