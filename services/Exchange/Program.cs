using Exchange.Host.Cli;

return await CommandTree.Root().Parse(args).InvokeAsync();
