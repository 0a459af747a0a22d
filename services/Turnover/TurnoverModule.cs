using Exchange.Kernel.Hosting;
using Exchange.Turnover.Board;

namespace Exchange.Turnover;

/// <summary>The turnover service as a part of a process.</summary>
public static class TurnoverModule
{
    public static WebApplicationBuilder AddTurnover(this WebApplicationBuilder builder)
    {
        builder.AddJournal<TurnoverJournal>(TurnoverJournal.Definition);
        builder.Services.AddSingleton<BoardStreams>().AddHostedService(services => services.GetRequiredService<BoardStreams>());
        return builder;
    }

    public static WebApplication MapTurnover(this WebApplication app)
    {
        app.MapBoard();
        return app;
    }
}
