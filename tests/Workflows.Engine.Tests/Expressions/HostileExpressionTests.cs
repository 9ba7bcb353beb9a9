using System.Diagnostics;
using Workflows.Engine.Data;
using Workflows.Engine.Expressions;
using Workflows.Engine.Running;
using Workflows.Engine.State;
using static Workflows.Engine.Tests.Define;

namespace Workflows.Engine.Tests.Expressions;

/// <summary>Expressions written to hurt: each ends in an incident within the time of a slow machine; none takes the process down.</summary>
public class HostileExpressionTests
{
    /// <summary>Once: what a bench replays would cost each of these twice.</summary>
    private static CaseState Run(string language, string text)
    {
        var run = new ScratchRun(Workflow(Datum.Object(("id", "x"), ("type", "Elsa.WriteLine"), ("text", Input(text, language)))), [], ScratchRun.EngineCatalog, BasicLanguages.All, DateTimeOffset.UnixEpoch);
        run.Start(Datum.EmptyObject);
        return run.State;
    }

    private static void Refused(string language, string text)
    {
        var watch = Stopwatch.StartNew();
        var incident = Assert.Single(Run(language, text).Incidents);
        Assert.Equal(("EXPRESSION_FAILED", "x"), (incident.Code, incident.ActivityId));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"{watch.Elapsed}");
    }

    [Theory]
    // Never ends.
    [InlineData("while(true){}")]
    [InlineData("for(;;);")]
    [InlineData("function* g(){while(true) yield 1} [...g()]")]
    [InlineData("[3,2,1].sort(()=>{while(true);})")]
    [InlineData("new Promise(()=>{while(true);})")]
    // Calls itself, by name or by what the language calls for it.
    [InlineData("function f(){return f()} f()")]
    [InlineData("({get x(){return this.x}}).x")]
    [InlineData("const f=()=>[1].map(f); f()")]
    [InlineData("const o={toString(){return o+''}}; o+''")]
    [InlineData("const o={toString:()=>o+''}; o+''")]
    [InlineData("const o={valueOf:()=>+o}; +o")]
    [InlineData("const p=new Proxy({}, {get(t,k,r){return r[k]}}); p.x")]
    [InlineData("const p=new Proxy({}, {get:(t,k,r)=>r[k]}); p.x")]
    // Deep data.
    [InlineData("let a=[]; for(let i=0;i<12000;i++) a=[a]; a.flat(Infinity); throw 'survived'")]
    [InlineData("let a=[]; for(let i=0;i<12000;i++) a=[a]; String(a); throw 'survived'")]
    [InlineData("let a={}; for(let i=0;i<12000;i++) a={a}; JSON.stringify(a); throw 'survived'")]
    [InlineData("JSON.parse('['.repeat(100000)+']'.repeat(100000))")]
    [InlineData("let a={}; a.self=a; a")]
    // Fills the memory.
    [InlineData("let s='x'; for(;;) s+=s")]
    [InlineData("'a'.padEnd(2**30-10)")]
    [InlineData("'x'.repeat(1e6).replaceAll('x','y'.repeat(1e4))")]
    [InlineData("Array(1e6).join('x'.repeat(1e4))")]
    [InlineData("JSON.stringify(Array(1e6).fill('x'.repeat(10000)))")]
    [InlineData("let a=[]; while(true) a.push('x'.repeat(1000))")]
    [InlineData("let a=[1]; for(let i=0;i<40;i++) a=a.concat(a)")]
    [InlineData("new Array(2**31)")]
    [InlineData("new ArrayBuffer(2**40)")]
    [InlineData("Array.from({length:1e9})")]
    [InlineData("let x=2n; for(let i=0;i<40;i++) x=x*x; x")]
    [InlineData("let x=BigInt(2); for(let i=0;i<40;i++) x=x*x; x")]
    [InlineData("let x=new BigInt64Array([1]); x")]
    // Patterns that go back and forth.
    [InlineData("/^(\\w+\\s?)*$/.test('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')")]
    [InlineData("'a'.repeat(50000).match(/(a|aa)+$b/)")]
    // Makes code, or reaches outside.
    [InlineData("eval('1')")]
    [InlineData("new Function('return 1')()")]
    [InlineData("(function(){}).constructor('return process')()")]
    [InlineData("System.IO.File.ReadAllText('/etc/passwd')")]
    [InlineData("importNamespace('System')")]
    public void A_script_that_would_hurt_is_an_incident(string script) => Refused("JavaScript", script);

    [Theory]
    [InlineData("(", "1", ")")]
    [InlineData("[", "1", "]")]
    [InlineData("({a:", "1", "})")]
    [InlineData("!", "1", "")]
    [InlineData("1+", "1", "")]
    [InlineData("f(", "", ")")]
    [InlineData("a=>", "1", "")]
    [InlineData("1?", "1", ":1")]
    [InlineData("if(1)", "", "")]
    [InlineData("`${", "1", "}`")]
    [InlineData("(function(){", "", "})()")]
    [InlineData("2**", "1", "")]
    [InlineData("new ", "Object", "")]
    public void A_script_nested_without_end_is_read_or_refused_and_the_process_lives(string open, string middle, string close)
    {
        foreach (var times in new[] { 400, 20_000 })
        {
            var text = string.Concat(Enumerable.Repeat(open, times)) + middle + string.Concat(Enumerable.Repeat(close, times));
            Assert.All(Run("JavaScript", text).Incidents, i => Assert.Equal("EXPRESSION_FAILED", i.Code));
        }
    }

    [Theory]
    [InlineData("{{ (1..1000000000) | size }}")]
    [InlineData("{{ (1..5000000) | join: 'xxxxxxxxxxxxxxxxxxxx' }}")]
    [InlineData("{% for a in (1..1000) %}{% for b in (1..1000) %}{% for c in (1..1000) %}{% endfor %}{% endfor %}{% endfor %}")]
    [InlineData("{% assign x = 'ab' %}{% for i in (1..100) %}{% assign x = x | append: x %}{% endfor %}")]
    [InlineData("{% assign s='%%%%%%%%%%' %}{% for i in (1..30) %}{% assign s = s | append: s | url_encode %}{% endfor %}")]
    public void A_template_that_would_hurt_is_an_incident(string template) => Refused("Liquid", template);

    [Theory]
    [InlineData("{% if true %}", "{% endif %}")]
    [InlineData("{{ (", "1) }}")]
    [InlineData("{{ a[0", "] }}")]
    public void A_template_nested_without_end_is_refused(string open, string close)
    {
        var repeated = open.StartsWith("{{", StringComparison.Ordinal)
            ? open + string.Concat(Enumerable.Repeat(open[^1] == '(' ? "(" : "[0", 60_000)) + string.Concat(Enumerable.Repeat(open[^1] == '(' ? ")" : "]", 60_000)) + close
            : string.Concat(Enumerable.Repeat(open, 30_000)) + string.Concat(Enumerable.Repeat(close, 30_000));
        Refused("Liquid", repeated);
    }
}
