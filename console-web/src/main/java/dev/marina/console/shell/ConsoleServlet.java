package dev.marina.console.shell;

import com.vaadin.flow.server.VaadinServlet;
import jakarta.servlet.annotation.WebInitParam;
import jakarta.servlet.annotation.WebServlet;

/// Serves every view.
@WebServlet(urlPatterns = "/*", asyncSupported = true, loadOnStartup = 1, initParams = {
        @WebInitParam(name = "i18n.provider", value = "dev.marina.console.shell.Messages"),
        @WebInitParam(name = "heartbeatInterval", value = "120")})
public class ConsoleServlet extends VaadinServlet {}
