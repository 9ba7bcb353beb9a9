using Workflows.Cases.Drafts.Documents;
using Workflows.Cases.Packages;
using Workflows.Engine.Data;

namespace Workflows.Cases.Drafts;

/// <summary>The least programme that runs: one form, one check by staff, two ends. People go on from there.</summary>
internal static class BlankPackage
{
    public static DraftContent Make(string id, Label title) => DraftContent.Empty
        .With(DraftContent.Program, Datum.Parse($$$"""
            {
              "$schema": "/schemas/program.json", "id": {{{Datum.Of(id).ToJson()}}}, "version": 1, "title": {"ja": {{{Datum.Of(title.Ja).ToJson()}}}},
              "roles": [{"id": "applicant", "label": "申請者", "kind": "citizen"}, {"id": "staff", "label": "担当職員", "kind": "staff"}],
              "states": [{"id": "審査中", "label": "審査中"}, {"id": "認めた", "label": "認めた", "lifecycle": "ended"}, {"id": "認めない", "label": "認めない", "lifecycle": "ended"}],
              "numbers": [{"id": "number", "format": "{year}-{seq:6}", "year": "fiscal"}],
              "calendar": "jp-municipal",
              "settings": [], "connectors": [],
              "starts": [{"id": "apply", "kind": "form", "label": "申請", "form": "application", "workflow": "main", "by": ["applicant", "staff"], "number": "number"}],
              "actions": [], "fields": [], "kpis": []
            }
            """))
        .With("forms/application.json", Datum.Parse("""
            { "$schema": "/schemas/form.json", "id": "application", "title": "申請書",
              "pages": [{"id": "page1", "title": "申請の内容", "fields": [{"key": "applicantName", "label": "氏名", "type": "text", "required": true}, {"key": "content", "label": "申請の内容", "type": "text", "required": true}]}] }
            """))
        .With("workflows/main.json", Datum.Parse("""
            { "$schema": "https://elsaworkflows.io/schemas/workflow-definition/v3.0.0/schema.json", "id": "main-v1", "definitionId": "main", "name": "申請の審査", "version": 1,
              "variables": [], "inputs": [], "outputs": [], "outcomes": [], "customProperties": {}, "isLatest": true, "isPublished": true, "options": {},
              "root": { "id": "flow", "type": "Elsa.Flowchart", "version": 1, "start": "received",
                "activities": [
                  {"id": "received", "type": "Case.Status", "name": "受付", "version": 1, "state": "審査中"},
                  {"id": "review", "type": "Case.Task", "name": "審査", "version": 1, "task": "review", "title": "審査", "role": "staff", "decisions": [{"key": "approve", "label": "認める"}, {"key": "refuse", "label": "認めない"}], "due": {"businessDays": 10}},
                  {"id": "approved", "type": "Case.Status", "name": "認めた", "version": 1, "state": "認めた"},
                  {"id": "refused", "type": "Case.Status", "name": "認めない", "version": 1, "state": "認めない"},
                  {"id": "closeApproved", "type": "Case.Close", "name": "終わり", "version": 1, "result": "認めた"},
                  {"id": "closeRefused", "type": "Case.Close", "name": "終わり", "version": 1, "result": "認めない"}],
                "connections": [
                  {"source": {"activity": "received", "port": "Done"}, "target": {"activity": "review", "port": "In"}},
                  {"source": {"activity": "review", "port": "approve"}, "target": {"activity": "approved", "port": "In"}},
                  {"source": {"activity": "review", "port": "refuse"}, "target": {"activity": "refused", "port": "In"}},
                  {"source": {"activity": "approved", "port": "Done"}, "target": {"activity": "closeApproved", "port": "In"}},
                  {"source": {"activity": "refused", "port": "Done"}, "target": {"activity": "closeRefused", "port": "In"}}] } }
            """))
        .With("workflows/main.layout.json", Datum.Parse("""
            { "definitionId": "main", "activities": {
              "received": {"position": {"x": 60, "y": 120}, "size": {"width": 200, "height": 64}}, "review": {"position": {"x": 320, "y": 120}, "size": {"width": 200, "height": 64}},
              "approved": {"position": {"x": 580, "y": 60}, "size": {"width": 200, "height": 64}}, "refused": {"position": {"x": 580, "y": 180}, "size": {"width": 200, "height": 64}},
              "closeApproved": {"position": {"x": 840, "y": 60}, "size": {"width": 200, "height": 64}}, "closeRefused": {"position": {"x": 840, "y": 180}, "size": {"width": 200, "height": 64}} } }
            """));
}
