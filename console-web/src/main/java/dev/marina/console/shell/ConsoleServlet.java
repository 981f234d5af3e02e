package dev.marina.console.shell;

import com.vaadin.flow.function.DeploymentConfiguration;
import com.vaadin.flow.server.ServiceException;
import com.vaadin.flow.server.VaadinServlet;
import com.vaadin.flow.server.VaadinServletService;
import jakarta.servlet.annotation.WebInitParam;
import jakarta.servlet.annotation.WebServlet;

/// Serves every view.
///
/// A push request whose session has ended, or has another id since a login, makes none: its cookie would take the place of the one that the
/// login has just given the browser. Neither do other requests, see [ConsoleService].
@WebServlet(urlPatterns = "/*", asyncSupported = true, loadOnStartup = 1, initParams = {
        @WebInitParam(name = "i18n.provider", value = "dev.marina.console.shell.Messages"),
        @WebInitParam(name = "heartbeatInterval", value = "120"), @WebInitParam(name = "org.atmosphere.cpr.sessionCreate", value = "false")})
public class ConsoleServlet extends VaadinServlet {

    @Override
    protected VaadinServletService createServletService(DeploymentConfiguration configuration) throws ServiceException {
        VaadinServletService service = new ConsoleService(this, configuration);
        service.init();
        return service;
    }
}
