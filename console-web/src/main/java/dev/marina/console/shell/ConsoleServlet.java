package dev.marina.console.shell;

import com.vaadin.flow.server.VaadinServlet;
import jakarta.servlet.annotation.WebInitParam;
import jakarta.servlet.annotation.WebServlet;

/// Serves every view.
///
/// A push request whose session has ended, or has another id since a login, makes none: its cookie would take the place of the one that the
/// login has just given the browser.
@WebServlet(urlPatterns = "/*", asyncSupported = true, loadOnStartup = 1, initParams = {
        @WebInitParam(name = "i18n.provider", value = "dev.marina.console.shell.Messages"),
        @WebInitParam(name = "heartbeatInterval", value = "120"), @WebInitParam(name = "org.atmosphere.cpr.sessionCreate", value = "false")})
public class ConsoleServlet extends VaadinServlet {}
