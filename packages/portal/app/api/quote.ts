export type { BatchQuote as Quote, QuoteForecast as Forecast } from '@spillway/api-types';
