using System.Text;
using Workflows.Cases.Packages;

namespace Workflows.Connectors.Tests.Declared;

/// <summary>A core system as a package declares it: JSON, a form and XML, a look-up, an effect by key, faults by status and by body, an event.</summary>
internal static class CoreSystem
{
    private const string Json = """
        { "id": "C-CORE", "kind": "http-system", "label": "基幹", "auth": { "type": "header", "name": "X-Api-Key" },
          "operations": [
            { "id": "find", "label": "住民を探す", "method": "GET", "path": "persons/{personNo}", "query": { "at": "asOf" }, "idempotency": "natural",
              "request": { "type": "object", "required": ["personNo"], "properties": { "personNo": { "type": "string" }, "asOf": { "type": ["string", "null"] } } },
              "response": { "type": "object", "required": ["name"], "properties": { "name": { "type": "string" }, "adult": { "type": "boolean" } } },
              "answer": { "name": "body.person.familyName + \" \" + body.person.givenName", "adult": "body.person.age >= 18" },
              "faults": [ { "code": "notFound", "label": "該当者なし", "status": 404 }, { "code": "locked", "label": "処理中", "when": "body.state = \"locked\"", "means": "retry" } ],
              "example": { "request": { "personNo": "00012345", "asOf": "2026-06-01" }, "response": { "name": "山田 花子", "adult": true }, "answer": { "status": 200, "body": { "person": { "familyName": "山田", "givenName": "花子", "age": 46 } } } },
              "simulate": [ { "when": "personNo = \"404\"", "status": 404, "body": { "code": "NO" } }, { "when": "personNo = \"locked\"", "status": 200, "body": { "state": "locked" } } ] },
            { "id": "change", "label": "届出", "method": "POST", "path": "changes", "format": "form", "keyHeader": "X-Request-ID",
              "request": { "type": "object", "required": ["personNo", "kind"], "properties": { "personNo": { "type": "string" }, "kind": { "type": "string" } } },
              "response": { "type": "object", "required": ["receipt"], "properties": { "receipt": { "type": "string" } } },
              "example": { "request": { "personNo": "00012345", "kind": "転居" }, "response": { "receipt": "R-1" }, "answer": { "status": 201, "body": { "receipt": "R-1" } } } },
            { "id": "pay", "label": "支払", "method": "POST", "path": "pay", "format": "xml", "root": "Payment", "body": { "@id": "no", "Amount": "amount" }, "idempotency": "inquiry",
              "request": { "type": "object", "required": ["no", "amount"], "properties": { "no": { "type": "string" }, "amount": { "type": "integer" } } },
              "response": { "type": "object", "required": ["status"], "properties": { "status": { "type": "string" } } }, "answer": { "status": "body.Result.Status" },
              "example": { "request": { "no": "P-1", "amount": 1550 }, "response": { "status": "OK" }, "answer": { "status": 200, "body": { "Result": { "Status": "OK" } } } } } ],
          "events": [ { "name": "died", "label": "死亡", "key": "person.no", "payload": { "type": "object", "required": ["person"], "properties": { "person": { "type": "object" } } } } ] }
        """;

    public static ConnectorDeclaration Declaration { get; } = Load(Json).Packages.Single().Declarations.Single();

    public static PackageSet Load(string declaration) => PackageLoader.Load(
    [
        new("p/program.json", Encoding.UTF8.GetBytes("""{"id":"p","version":1,"title":"p","connectors":[{"id":"C-CORE","kind":"http-system"}]}""")),
        new("p/connectors/C-CORE.json", Encoding.UTF8.GetBytes(declaration)),
    ]);

    public static string Source => Json;
}
