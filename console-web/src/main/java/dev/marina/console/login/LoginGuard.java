package dev.marina.console.login;

import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.server.ServiceInitEvent;
import com.vaadin.flow.server.VaadinRequest;
import com.vaadin.flow.server.VaadinServiceInitListener;
import com.vaadin.flow.server.VaadinServletRequest;
import com.vaadin.flow.server.VaadinSession;
import com.vaadin.flow.server.WrappedHttpSession;
import com.vaadin.flow.server.auth.AnonymousAllowed;

/// Whoever enters a page that is not open to everybody logs in first, and comes back to that page.
public class LoginGuard implements VaadinServiceInitListener {

    @Override
    public void serviceInit(ServiceInitEvent event) {
        event.getSource().addSessionInitListener(opened -> language(opened.getSession(), opened.getRequest()));
        event.getSource().addUIInitListener(made -> made.getUI().addBeforeEnterListener(LoginGuard::check));
    }

    private static void language(VaadinSession session, VaadinRequest request) {
        session.setLocale(Language.of((VaadinServletRequest) request));
    }

    private static void check(BeforeEnterEvent event) {
        if (event.getNavigationTarget().isAnnotationPresent(AnonymousAllowed.class)) {
            return;
        }
        var session = ((WrappedHttpSession) VaadinSession.getCurrent().getSession()).getHttpSession();
        if (Person.in(session).isEmpty()) {
            new LoginSession(session).want(event.getLocation().getPathWithQueryParameters());
            event.forwardToUrl("/login");
        }
    }
}
