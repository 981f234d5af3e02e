package dev.marina.console.shell;

import com.vaadin.flow.function.DeploymentConfiguration;
import com.vaadin.flow.server.VaadinRequest;
import com.vaadin.flow.server.VaadinServletRequest;
import com.vaadin.flow.server.VaadinServletService;
import jakarta.servlet.http.HttpServletRequest;

/// Whose request may begin a session.
final class ConsoleService extends VaadinServletService {

    /// What the browser wants an answer for. https://www.w3.org/TR/fetch-metadata/#sec-fetch-dest-header
    private static final String DESTINATION = "Sec-Fetch-Dest";

    ConsoleService(ConsoleServlet servlet, DeploymentConfiguration configuration) {
        super(servlet, configuration);
    }

    @Override
    protected boolean requestCanCreateSession(VaadinRequest request) {
        HttpServletRequest asked = ((VaadinServletRequest) request).getHttpServletRequest();
        return super.requestCanCreateSession(request)
                && mayBegin(asked.getRequestedSessionId() != null && !asked.isRequestedSessionIdValid(), asked.getHeader(DESTINATION));
    }

    /// A browser that sends an id which is good no longer may just have got another one by logging in: what a page merely contains, such as its
    /// icon, must not answer with a third one, which would take the place of it. Only a page that the browser goes to begins anew.
    ///
    /// @param stale whether the browser has sent the id of a session that is over
    /// @param destination null where the browser does not say
    static boolean mayBegin(boolean stale, String destination) {
        return !stale || destination == null || destination.equals("document") || destination.equals("empty");
    }
}
