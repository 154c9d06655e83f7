export type { BatchOutlook as Outlook } from '@spillway/api-types';
