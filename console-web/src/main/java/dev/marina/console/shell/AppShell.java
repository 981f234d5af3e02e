package dev.marina.console.shell;

import com.vaadin.flow.component.page.AppShellConfigurator;
import com.vaadin.flow.component.page.Push;
import com.vaadin.flow.component.page.Viewport;
import com.vaadin.flow.server.AppShellSettings;
import com.vaadin.flow.shared.ui.Transport;

/// The page that carries the console. Its looks are Lumo and `console.css`, which [dev.marina.console.client.ClientCode] brings.
@Push(transport = Transport.WEBSOCKET_XHR)
@Viewport("width=device-width, initial-scale=1")
public class AppShell implements AppShellConfigurator {

    @Override
    public void configurePage(AppShellSettings settings) {
        settings.setPageTitle("Marina");
        settings.addFavIcon("icon", "/icon.svg", "any");
        settings.addMetaTag("description", "Marina: a Kubernetes cluster of your own");
    }
}
