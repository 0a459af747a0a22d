using System.CommandLine;
using Exchange.Listing.Categories;

namespace Exchange.Host.Cli;

/// <summary><c>exchange categories</c>: our tree of materials by itself, without a server.</summary>
internal static class CategoryCommands
{
    public static Command Create() => new("categories", "Our tree of materials.") { Suggest() };

    private static Command Suggest()
    {
        var text = new Argument<string>("TEXT") { Description = "A material's title, in Chinese or English." };
        var code = new Option<string?>("--code") { Description = "A code of another scheme that came with it: hs:8482.10, fsc:3110." };
        var command = new Command("suggest", "Says which categories a title may belong to, a line each: the score, the code, the names, and what the title says of attributes.") { text, code };
        command.SetAction(parsed =>
        {
            var title = parsed.GetValue(text)!;
            foreach (var (category, score) in Materials.Suggest(title, parsed.GetValue(code)))
            {
                var attributes = TitleAttributes.Read(category.Code, title).Select(value => $"{value.Attribute}={value.Text}");
                parsed.InvocationConfiguration.Output.WriteLine(string.Create(null, $"{score:F3} {category.Code} {category.Chinese} {category.English} {string.Join(' ', attributes)}").TrimEnd());
            }
        });
        return command;
    }
}
