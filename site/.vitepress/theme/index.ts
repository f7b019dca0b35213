import { inBrowser, type Theme, withBase } from 'vitepress';
import DefaultTheme from 'vitepress/theme-without-fonts';
import LiveFigure from '../../explore/LiveFigure.vue';
import './style.css';
import '../../play/style.css';

export default {
  extends: DefaultTheme,
  enhanceApp: ({ app }) => {
    app.component('LiveFigure', LiveFigure);
    // After the page has what it needs itself. Where there is none, as while the pages are written, they go without.
    if (inBrowser && 'serviceWorker' in navigator)
      addEventListener('load', () => {
        navigator.serviceWorker.register(withBase('/service-worker.js')).catch(() => {});
      });
  },
} satisfies Theme;
