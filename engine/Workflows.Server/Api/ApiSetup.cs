using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Workflows.Engine.Data;
using Workflows.Server.Security;

namespace Workflows.Server.Api;

/// <summary>The API at /api/v1 and its description at /openapi/v1.json.</summary>
internal static class ApiSetup
{
    /// <summary>Any good key, whatever its scopes.</summary>
    public const string AnyKey = "key";

    public static void AddApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(o =>
        {
            o.SerializerOptions.Converters.Add(new DatumConverter());
            o.SerializerOptions.Converters.Add(new LabelConverter());
            o.SerializerOptions.RespectNullableAnnotations = true;
            o.SerializerOptions.TypeInfoResolver = (o.SerializerOptions.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(Malformed.Require);
        });
        // What is wrong with a body is told in production, too.
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        services.AddDesignerAccess();
        services.AddAuthorizationBuilder()
            .AddPolicy(AnyKey, p => p.AddAuthenticationSchemes(ApiKeyHandler.SchemeName).RequireAuthenticatedUser());
        services.AddAuthorization(o =>
        {
            foreach (var scope in Scopes.All)
                o.AddPolicy(ApiCaller.PolicyOf(scope), p => p.AddAuthenticationSchemes(ApiKeyHandler.SchemeName).RequireAuthenticatedUser().RequireClaim(CallerClaims.Scope, scope));
        });
        services.AddOpenApi("v1", Describe);
    }

    /// <summary>What residents, staff, outside systems and operators use.</summary>
    public static void MapApi(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1").WithTags("Workflows")
            .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422).ProducesProblem(429);
        ApplicationsApi.Map(api);
        WorkApi.Map(api);
        OutsideApi.Map(api);
        AuditApi.Map(api);
        StaffApi.Map(api);
        OperationsApi.Map(api);
    }

    /// <summary>What policy staff use: loose definitions and the designer; and the description of all.</summary>
    public static void MapDefinitionApis(this WebApplication app)
    {
        DefinitionsApi.Map(app);
        var designer = app.MapDesigner();
        DesignerDrafts.Map(designer);
        DesignerVersions.Map(designer);
        DesignerTrials.Map(designer);
        DesignerHelp.Map(designer);
        DesignerPreviews.Map(designer);
        app.MapOpenApi("/openapi/{documentName}.json");
    }

    private static void Describe(OpenApiOptions options)
    {
        options.AddSchemaTransformer((schema, context, _) =>
        {
            // Case data is any JSON.
            if (context.JsonTypeInfo.Type == typeof(Datum)) { schema.Type = null; schema.Description = "任意のJSON (any JSON)"; }
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "Workflows API", Version = "v1", Description = "自治体の手続と案件のAPI。誤りは RFC 9457 の形（application/problem+json）で日本語と英語で返します。POST には Idempotency-Key が必要です。" };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
            document.Components.SecuritySchemes["apiKey"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "wfk_… の鍵" };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("apiKey", document)] = [] }];
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.HttpMethod == "POST")
            {
                operation.Parameters ??= [];
                operation.Parameters.Add(new OpenApiParameter
                {
                    Name = Idempotency.Header, In = ParameterLocation.Header, Required = context.Description.RelativePath?.StartsWith("api/v1", StringComparison.Ordinal) ?? false, Description = "同じ鍵・同じ内容の要求には最初の答えを返します。",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 200 },
                });
            }
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<ScopeMetadata>().FirstOrDefault() is { } scope)
            {
                operation.Extensions ??= new Dictionary<string, IOpenApiExtension>(StringComparer.Ordinal);
                operation.Extensions["x-scope"] = new JsonNodeExtension(JsonValue.Create(scope.Scope));
            }
            return Task.CompletedTask;
        });
    }
}
