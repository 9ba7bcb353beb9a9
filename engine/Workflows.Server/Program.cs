using Workflows.Server.CommandLine;

return await Commands.Run(args);
