global using Workflows.Server.Tests.Kit;
