using Exchange.Host.Cli;

return await CommandTree.Run(args);
