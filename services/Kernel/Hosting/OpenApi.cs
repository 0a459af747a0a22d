using System.Text.Json.Nodes;
using Exchange.Kernel.Problems;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.Swagger;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Exchange.Kernel.Hosting;

/// <summary>The API documents: one for each service, at <c>/openapi/SERVICE.json</c>, made from the endpoints under <c>/api/SERVICE/</c>.</summary>
public static class OpenApi
{
    internal const string Bearer = "bearer";

    /// <summary>Adds the document of a service. The service's endpoints need to say nothing for it.</summary>
    public static WebApplicationBuilder AddOpenApiDocument(this WebApplicationBuilder builder, string service)
    {
        builder.Services.AddEndpointsApiExplorer();
        builder.Services.AddSwaggerGen();
        builder.Services.Configure<SwaggerGenOptions>(options =>
        {
            if (options.SwaggerGeneratorOptions.SwaggerDocs.Count == 0) Prepare(options);
            options.SwaggerGeneratorOptions.SwaggerDocs.TryAdd(service, new()
            {
                Title = "The materials exchange: " + service,
                Version = "v1",
                Description = """
                    Money is in minor units, quantities in thousandths of the unit, times in Unix milliseconds. Whatever changes something takes an
                    `Idempotency-Key` and answers with a `Log-Position`; a query that sends the position back waits until it shows what was done.
                    Errors are RFC 9457 problems with a stable `code`.
                    """,
                License = new() { Name = "Apache-2.0", Url = new("https://www.apache.org/licenses/LICENSE-2.0") },
            });
        });
        return builder;
    }

    /// <summary>Serves the documents of all services of the process.</summary>
    public static WebApplication MapOpenApiDocuments(this WebApplication app)
    {
        if (app.Services.GetService<ISwaggerProvider>() is not null) app.MapSwagger("/openapi/{documentName}.json", options => options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1).AllowAnonymous();
        return app;
    }

    private static void Prepare(SwaggerGenOptions options)
    {
        options.DocInclusionPredicate((service, api) => api.RelativePath?.StartsWith($"api/{service}/", StringComparison.Ordinal) ?? false);
        options.TagActionsBy(api => [api.RelativePath!.Split('/')[2]]);
        options.CustomSchemaIds(type => type.IsGenericType ? $"{type.Name.Split('`')[0]}Of{string.Concat(type.GenericTypeArguments.Select(inner => inner.Name))}" : type.Name);
        options.SupportNonNullableReferenceTypes();
        options.NonNullableReferenceTypesAsRequired();
        foreach (var documented in Directory.EnumerateFiles(AppContext.BaseDirectory, "Exchange.*.xml").Order(StringComparer.Ordinal)) options.IncludeXmlComments(documented);
        options.AddSecurityDefinition(Bearer, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "JWT",
            Description = "A token from `POST /connect/token`.",
        });
        options.SchemaFilter<ExampleFilter>();
        options.OperationFilter<ProblemFilter>();
        options.OperationFilter<CommandFilter>();
        options.OperationFilter<BodyExampleFilter>();
    }
}

/// <summary>What every command and every query of ours has: its token, its key, its log position.</summary>
internal sealed class CommandFilter : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        operation.Parameters ??= [];
        var changes = context.ApiDescription.HttpMethod is not "GET" and not "HEAD" && !context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<ChangesNothing>().Any();
        var guards = context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().ToList();
        if (guards.Count > 0)
        {
            operation.Security = [new() { [new(OpenApi.Bearer, context.Document)] = [] }];
            var roles = guards.Select(guard => guard.Policy).OfType<string>().Distinct().ToList();
            var who = roles.Count == 0 ? "Any caller with a token." : $"For the {string.Join(" or the ", roles)}.";
            operation.Description = string.IsNullOrEmpty(operation.Description) ? who : $"{operation.Description.Trim()}\n\n{who}";
        }

        if (changes && guards.Count > 0)
            operation.Parameters.Add(Header(Commands.IdempotencyKey, true, "Names the command; the same again gives the same answer.", "4f1c-bid-17"));
        else if (guards.Count > 0)
            operation.Parameters.Add(Header(Commands.LogPosition, false, "Waits, a second at most, until the answer shows what this position holds.", "0-1204"));

        foreach (var (status, response) in operation.Responses ?? [])
            if (changes && status.StartsWith('2') && response is OpenApiResponse accepted)
                (accepted.Headers ??= new Dictionary<string, IOpenApiHeader>())[Commands.LogPosition] =
                    new OpenApiHeader { Description = "Where the log holds what the command caused.", Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
    }

    private static OpenApiParameter Header(string name, bool required, string description, string example) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Required = required,
        Description = description,
        Example = JsonValue.Create(example),
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };
}

/// <summary>The problems that an operation may answer, with all codes that the service's section of <c>docs/problems.md</c> lists.</summary>
internal sealed class ProblemFilter : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var changes = context.ApiDescription.HttpMethod is not "GET" and not "HEAD";
        var guarded = context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().Any();
        var addressed = context.ApiDescription.RelativePath!.Contains('{', StringComparison.Ordinal);
        operation.Responses ??= [];
        foreach (var group in ProblemList.Of(context.DocumentName).GroupBy(problem => problem.Status).OrderBy(group => group.Key))
        {
            if (!changes && group.Key is not (401 or 403 or 404 or 503) || !guarded && group.Key is 401 or 403 || !addressed && group.Key == 404) continue;
            operation.Responses[$"{group.Key}"] = new OpenApiResponse
            {
                Description = string.Join("\n", group.Select(problem => $"- `{problem.Code}`: {problem.Meaning}")),
                Content = new Dictionary<string, IOpenApiMediaType> { ["application/problem+json"] = Body(group.Key, [.. group.Select(problem => problem.Code)]) },
            };
        }
    }

    private static OpenApiMediaType Body(int status, IReadOnlyList<string> codes) => new()
    {
        Schema = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string> { "type", "title", "status", "code" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uri" },
                ["title"] = new OpenApiSchema { Type = JsonSchemaType.String },
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
                ["detail"] = new OpenApiSchema { Type = JsonSchemaType.String },
                ["code"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. codes.Select(code => JsonValue.Create(code))] },
            },
        },
        Example = new JsonObject
        {
            ["type"] = Problem.Documentation + codes[0],
            ["title"] = codes[0],
            ["status"] = status,
            ["code"] = codes[0],
        },
    };
}
